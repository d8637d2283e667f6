/** Keeps an object in the cluster until its entity is removed from Konnect. */
export const cleanupFinalizer = 'gateway.konghq.com/konnect-cleanup';
