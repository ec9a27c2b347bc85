package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.data.SpeechDataset;
import org.moreau.multiview.TestMode;
import org.moreau.representation.MultiviewMethod;
import org.moreau.representation.MultiviewTask;
import org.moreau.representation.Prediction;
import org.moreau.representation.SpeechRecogniser;
import org.moreau.representation.SpeechScores;
import org.moreau.representation.SpeechTask;

/**
 * Labels of speech in two views.
 *
 * @param speech all that the parts depend on besides seed and files
 * @param data the content that is learnt from
 * @param settings of the task, with the batch size
 */
record SpeechProblem(
    SpeechData parts,
    String speech,
    String data,
    SpeechRecogniser.Sizes sizes,
    Prediction prediction,
    SpeechTask.Settings settings)
    implements MultiviewProblem<SpeechRecogniser> {
  /** The phone error rate in percent, the proximal layer dropped. */
  static final String PER = "per";

  /** The same with the proximal layer applied to batches of the test part. */
  static final String BATCH_PER = "per_batch";

  /** The same of each view where the other is missing. */
  static final List<String> ALONE = List.of("per_acoustic_alone", "per_articulatory_alone");

  @Override
  public String description() {
    return String.join(
        " ", speech, sizes.toString(), prediction.toString(), "batch=" + settings.batchSize());
  }

  @Override
  public int samples() {
    return parts.train().size();
  }

  @Override
  public SpeechRecogniser network(MultiviewMethod method) {
    return SpeechRecogniser.of(sizes, method, prediction);
  }

  @Override
  public MultiviewTask task(SpeechRecogniser network) {
    return new SpeechTask(network, parts.train(), parts.validation(), settings);
  }

  @Override
  public List<String> measures() {
    return List.of(PER, BATCH_PER, ALONE.get(0), ALONE.get(1));
  }

  @Override
  public Map<String, Double> test(SpeechRecogniser network) {
    SpeechDataset test = parts.test();
    Map<String, Double> results = new LinkedHashMap<>();
    if (test == null) {
      return results;
    }
    results.put(PER, scores(network, test, TestMode.DROPPED));
    if (network.join() != null) {
      results.put(BATCH_PER, scores(network, test, TestMode.BATCH));
    }
    for (int view = 0; view < ALONE.size(); view++) {
      SpeechScores alone =
          SpeechScores.alone(network, view, test, settings.batchSize(), settings.device());
      results.put(ALONE.get(view), alone.per());
    }
    return results;
  }

  private double scores(SpeechRecogniser network, SpeechDataset test, TestMode mode) {
    return SpeechScores.of(network, test, settings.batchSize(), settings.device(), mode).per();
  }
}
