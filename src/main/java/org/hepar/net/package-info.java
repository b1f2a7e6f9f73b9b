/**
 * Network architectures: from a configuration to weights and to the scores of a batch.
 * Read {@link org.hepar.net.Network} first, then {@link org.hepar.net.Weights}.
 * A record says depth, channels and the like; {@code build} makes its weights from a seed, {@code logits} maps slices
 * {@code [n,c,y,x]} to scores {@code [n,classes,y,x]}. Weights have names of our own and go to disk as safetensors.
 * One of the three packages that know the engine.
 * Must not know patients, labels, losses, or how it is trained.
 */
package org.hepar.net;
