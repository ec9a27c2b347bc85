package org.moreau.data;

/** The three parts of a data set. Choices are made on {@code validation}, never on {@code test}. */
public record SequenceSplits(
    SequenceDataset train, SequenceDataset validation, SequenceDataset test) {}
