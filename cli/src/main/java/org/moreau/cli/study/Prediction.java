package org.moreau.cli.study;

/**
 * What a model says about one input.
 *
 * @param label the class with the highest probability
 * @param probabilities one per class, in the order of {@link Predictor#classes()}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record
public record Prediction(String label, double[] probabilities) {}
