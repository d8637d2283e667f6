/** Annotation of a control plane that its object found and took over, so that what is in it may be anybody's. */
export const adoptedAnnotation = 'sluice/adopted';
