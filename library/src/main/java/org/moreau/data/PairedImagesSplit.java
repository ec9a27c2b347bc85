package org.moreau.data;

/** The parts of a set of pairs of images to train on and to make choices on. */
public record PairedImagesSplit(PairedImages train, PairedImages validation) {}
