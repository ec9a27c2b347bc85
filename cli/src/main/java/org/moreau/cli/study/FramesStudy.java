package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.Map;
import org.moreau.data.SequenceSet;

/** A comparison of recurrent classifiers on sequences of frames; a set is a study of its own. */
abstract class FramesStudy<C extends Record> extends RecurrentStudy<C> {
  /** The set, divided as {@code config} says. */
  abstract SequenceSet set(C config);

  /** What {@code config} shares with the other sets. */
  abstract RecurrentConfig common(C config);

  /** The settings by which {@code set} differs from the defaults' one; empty if it does not. */
  String variant(C config) {
    return "";
  }

  @Override
  RecurrentComparison comparison(C config) {
    RecurrentConfig common = common(config);
    SequenceSet set = set(config);
    return new RecurrentComparison(
        new FramesProblem(set, variant(config), common.sequences(), common.sizes(set)),
        common.plan(set),
        common.robustness(),
        published());
  }

  @Override
  public Map<String, String> idle(C config) {
    Map<String, String> idle = new LinkedHashMap<>(common(config).robustness().idle());
    idle.putAll(common(config).plan(set(config)).idle());
    return idle;
  }

  /** The test accuracies of the paper in percent. */
  abstract Map<RecurrentMethod, Double> published();
}
