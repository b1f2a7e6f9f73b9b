/**
 * Random changes of training slices: where they lie, how they are deformed, how bright they are.
 * Read {@link org.hepar.augment.Augmentation} first, then {@link org.hepar.augment.Transforms}.
 * An {@code Augmentation} is a distribution; {@code sample} draws a {@code Transform}, a value of plain numbers;
 * {@code Transforms.apply} takes the drawn ones through a {@code LabelledSlice} with a single interpolation.
 * The same value applied again gives equal bits, so a run is repeated by its seeds.
 * Must not know volumes, files, or the engine that trains on the slices.
 */
package org.hepar.augment;
