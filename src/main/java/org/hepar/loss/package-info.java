/**
 * Losses: how far scores are from labels, as a number that can be differentiated.
 * Read {@code CrossEntropy} first, then {@code SoftDice}.
 * Scores {@code [n,class,y,x]} and labels {@code [n,y,x]} come in, a scalar comes out; label -1 takes no part.
 * Written here because the engine's own weighted losses corrupt gradients silently: docs/decisions/0003.
 * One of the three packages that know the engine.
 * Must not know networks, augmentation, or the loop that calls it.
 */
package org.hepar.loss;
