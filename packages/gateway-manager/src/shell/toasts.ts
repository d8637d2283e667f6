import { shallowRef } from 'vue';

/** A short notice at the edge of the page. */
export interface Toast {
  key: string;
  message: string;
  appearance: 'success' | 'danger';
}

const SHOWN_MS = 6000;

/** The notices that are shown, oldest first. */
export const toasts = shallowRef<readonly Toast[]>([]);

let lastKey = 0;

/** Shows a notice for a few seconds. */
export function showToast(message: string, appearance: Toast['appearance'] = 'success'): void {
  const toast: Toast = { key: String(++lastKey), message, appearance };
  toasts.value = [...toasts.value, toast];
  setTimeout(() => dismissToast(toast.key), SHOWN_MS);
}

/** Takes a notice away. */
export function dismissToast(key: string): void {
  toasts.value = toasts.value.filter((toast) => toast.key !== key);
}
