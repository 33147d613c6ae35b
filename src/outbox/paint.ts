/** Pictures for people, made of the SVG that a renderer has drawn. */

/** A PNG. Loads nothing from anywhere. Throws AppError('unavailable') when it cannot be made now. */
export type Paint = (svg: string) => Promise<Uint8Array>;
