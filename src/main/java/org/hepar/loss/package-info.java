/**
 * Losses: how far scores are from the reference, as a number that can be differentiated.
 * Read {@link org.hepar.loss.Loss} first, then {@link org.hepar.loss.Target}.
 * Scores {@code [n,classes,y,x]} and a target come in, a scalar comes out; ignored pixels take no part.
 * Written here because the engine's own weighted losses corrupt gradients in silence: docs/decisions/0003.
 * One of the three packages that know the engine.
 * Must not know networks, augmentation, or the loop that calls it.
 */
package org.hepar.loss;
