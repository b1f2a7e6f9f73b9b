/**
 * Lesion candidates, as connected components, and the decision which of them are lesions.
 * Read {@link org.hepar.lesion.LesionFilter} first, then {@link org.hepar.lesion.NoFilter}.
 * A label map with candidates, the lesion probabilities and the image come in; the label map without the rejected
 * candidates comes out, on the same grid. It is the last stage of the cascade.
 * A rejected candidate becomes liver again, for it was found inside the liver.
 * Must not know networks, files, or the reference.
 */
package org.hepar.lesion;
