package org.moreau.data;

/** The parts of a set of speech to train on and to make choices on. */
public record SpeechSplit(SpeechDataset train, SpeechDataset validation) {}
