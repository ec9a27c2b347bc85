package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many samples the parts of a data set have.
 *
 * @param test 0 as long as choices are made
 */
record PartSizes(int train, int validation, int test) {

  /** Says in the summary and above the table what the results are of. */
  void describe(Summary summary, String name, String label) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("label", label);
    facts.put("train", train);
    facts.put("validation", validation);
    facts.put("test", test);
    summary.data(name, facts);
    summary.note(
        label
            + " (train "
            + train
            + ", validation "
            + validation
            + (test == 0 ? ")" : ", test " + test + ")"));
  }
}
