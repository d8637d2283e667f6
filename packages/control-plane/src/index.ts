export { PortInUseError } from './port-in-use-error.ts';
export {
  type ControlPlaneOptions,
  type RunningControlPlane,
  startControlPlane,
} from './start-control-plane.ts';
export { NewerDatabaseError } from './storage/newer-database-error.ts';
