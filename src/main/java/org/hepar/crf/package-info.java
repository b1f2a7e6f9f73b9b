/**
 * Refinement of a network's probabilities by what the image itself shows, over the whole volume.
 * Read {@link org.hepar.crf.Refinement} first, then {@link org.hepar.crf.DenseCrf}.
 * A probability map and its volume come in; a probability map on the same grid comes out.
 * It stands twice in the cascade: behind the liver network and behind the lesion network.
 * Settings that are not known are searched for: {@link org.hepar.crf.CrfSearch} says which are tried, who judges them stands above.
 * A refinement holds no learned state: its configuration is the thing itself.
 * Must not know networks, files, or which organ the classes mean.
 */
package org.hepar.crf;
