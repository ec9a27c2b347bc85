package org.moreau.cli.study;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import org.moreau.data.ImageDataset;
import org.moreau.model.ImageClassifier;
import org.moreau.model.ImageScores;
import org.moreau.training.EpochRecord;

/**
 * A network after its last epoch; without a model where it diverged.
 *
 * @param results filled in as it is judged; NaN where it diverged
 */
record JudgedNetwork(
    String method,
    TrainingOutcome outcome,
    @Nullable ImageClassifier model,
    Map<String, Double> results) {

  /** A metric of the last epoch. */
  double last(String metric) {
    List<EpochRecord> history = outcome.history();
    return model == null
        ? Double.NaN
        : history.get(history.size() - 1).metrics().getOrDefault(metric, Double.NaN);
  }

  /** The mean of the accuracies on {@code sets}. */
  double accuracy(List<ImageDataset> sets, Device device) {
    return model == null
        ? Double.NaN
        : sets.stream()
            .mapToDouble(images -> ImageScores.of(model, images, device).accuracy())
            .average()
            .orElse(Double.NaN);
  }
}
