package org.moreau.data;

/**
 * The parts of a set of images to train on and to make choices on.
 *
 * @param official whether they are as published: whole, in the published split
 */
public record ImageSplit(ImageDataset train, ImageDataset validation, boolean official) {}
