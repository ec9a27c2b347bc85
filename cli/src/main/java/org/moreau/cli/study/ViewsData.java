package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.LabelledViews;

/**
 * Samples in several views as a study has read them, normalised.
 *
 * @param name of the data set
 * @param label what results on it must be called
 * @param test null as long as choices are made
 */
record ViewsData(
    String name,
    String label,
    LabelledViews train,
    LabelledViews validation,
    @Nullable LabelledViews test) {

  /** Says in the summary and above the table what the results are of. */
  void describe(Summary summary) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("label", label);
    facts.put("train", train.size());
    facts.put("validation", validation.size());
    facts.put("test", test == null ? 0 : test.size());
    summary.data(name, facts);
    summary.note(
        label
            + " (train "
            + train.size()
            + ", validation "
            + validation.size()
            + (test == null ? ")" : ", test " + test.size() + ")"));
  }
}
