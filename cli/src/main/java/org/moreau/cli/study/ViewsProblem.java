package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.moreau.data.LabelledViews;
import org.moreau.multiview.TestMode;
import org.moreau.representation.MultiviewMethod;
import org.moreau.representation.MultiviewTask;
import org.moreau.representation.ViewsClassifier;
import org.moreau.representation.ViewsScores;
import org.moreau.representation.ViewsTask;

/**
 * Classes of samples in several views.
 *
 * @param description of data and networks
 * @param data the content that is learnt from
 */
record ViewsProblem(
    ViewsData parts,
    String description,
    String data,
    Function<MultiviewMethod, ViewsClassifier> maker,
    ViewsTask.Settings settings)
    implements MultiviewProblem<ViewsClassifier> {
  /** The share of samples whose class is not found, in percent, the proximal layer dropped. */
  static final String ERROR = "test_error";

  /** The same with the proximal layer applied to batches of the test part. */
  static final String BATCH_ERROR = "test_error_batch";

  @Override
  public int samples() {
    return parts.train().size();
  }

  @Override
  public ViewsClassifier network(MultiviewMethod method) {
    return maker.apply(method);
  }

  @Override
  public MultiviewTask task(ViewsClassifier network) {
    return new ViewsTask(network, parts.train(), parts.validation(), settings);
  }

  @Override
  public List<String> measures() {
    List<String> all = new ArrayList<>(List.of(ERROR, BATCH_ERROR));
    parts.train().viewNames().forEach(view -> all.add(alone(view)));
    return all;
  }

  /** The name of the error of one view where the others are missing. */
  static String alone(String view) {
    return ERROR + "_" + view;
  }

  @Override
  public Map<String, Double> test(ViewsClassifier network) {
    LabelledViews test = parts.test();
    Map<String, Double> results = new LinkedHashMap<>();
    if (test == null) {
      return results;
    }
    results.put(ERROR, scores(network, test, TestMode.DROPPED).error());
    if (network.join() != null) {
      results.put(BATCH_ERROR, scores(network, test, TestMode.BATCH).error());
    }
    List<String> views = test.viewNames();
    for (int v = 0; v < views.size(); v++) {
      ViewsScores alone =
          ViewsScores.alone(network, v, test, settings.batchSize(), settings.device());
      results.put(alone(views.get(v)), alone.error());
    }
    return results;
  }

  private ViewsScores scores(ViewsClassifier network, LabelledViews test, TestMode mode) {
    return ViewsScores.of(network, test, settings.batchSize(), settings.device(), mode);
  }
}
