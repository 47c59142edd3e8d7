import { useContext } from 'preact/hooks'
import { WorkspaceContext, type Workspace } from './context.ts'

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext)
  if (!workspace) throw new Error('outside the workspace')
  return workspace
}
