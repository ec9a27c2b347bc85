package org.moreau.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of one epoch.
 *
 * @param epoch counted from 1
 * @param trainLoss the mean of its steps' losses
 * @param metrics what {@link Task#evaluate()} returned after it, in that order
 * @param solveError the largest {@link Task#solveError()} of its steps
 * @param seconds the wall-clock time of its steps; evaluation and interruptions are left out
 */
public record EpochRecord(
    int epoch, double trainLoss, Map<String, Double> metrics, double solveError, double seconds) {
  public EpochRecord {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
