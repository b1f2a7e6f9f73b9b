/**
 * Network architectures: from a configuration to a block of the engine.
 * Read {@code UNet} first, then {@code Scalars}, the one place where an array meets a plain number.
 * A record says depth, channels and the like; {@code build} gives the block that maps a batch {@code [n,c,y,x]} to
 * scores {@code [n,class,y,x]}. Parameters have names of our own, so that a checkpoint does not depend on child order.
 * One of the three packages that know the engine.
 * Must not know patients, labels, losses, or how it is trained.
 */
package org.hepar.net;
