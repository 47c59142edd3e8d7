import { createCanvas } from '@napi-rs/canvas'
import type { Picture } from './page-picture.ts'

/** Of 100: letters stay sharp. */
const jpegQuality = 80

export function pngOf(picture: Picture): Buffer {
  return canvasOf(picture).toBuffer('image/png')
}

export function jpegOf(picture: Picture): Buffer {
  return canvasOf(picture).toBuffer('image/jpeg', jpegQuality)
}

function canvasOf({ width, height, stride, pixels }: Picture) {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const image = context.createImageData(width, height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [from, to] = [y * stride + x * 4, (y * width + x) * 4]
      image.data[to] = pixels[from + 2] ?? 0
      image.data[to + 1] = pixels[from + 1] ?? 0
      image.data[to + 2] = pixels[from] ?? 0
      image.data[to + 3] = 255
    }
  context.putImageData(image, 0, 0)
  return canvas
}
