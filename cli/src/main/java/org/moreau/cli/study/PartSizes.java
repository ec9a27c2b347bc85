package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many samples the parts of a data set have, for one seed or several.
 *
 * @param test 0 as long as choices are made
 */
record PartSizes(Span train, Span validation, Span test) {
  /** The smallest and the largest of several sizes. */
  record Span(int least, int most) {
    private Span with(Span other) {
      return new Span(Math.min(least, other.least), Math.max(most, other.most));
    }

    private Object fact() {
      return least == most ? (Object) least : List.of(least, most);
    }

    @Override
    public String toString() {
      return least == most ? String.valueOf(least) : least + " to " + most;
    }
  }

  /** The sizes for one seed. */
  PartSizes(int train, int validation, int test) {
    this(new Span(train, train), new Span(validation, validation), new Span(test, test));
  }

  /** These and those of other seeds. */
  PartSizes with(PartSizes other) {
    return new PartSizes(
        train.with(other.train), validation.with(other.validation), test.with(other.test));
  }

  /** Says in the summary and above the table what the results are of. */
  void describe(Summary summary, String name, String label) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("label", label);
    facts.put("train", train.fact());
    facts.put("validation", validation.fact());
    facts.put("test", test.fact());
    summary.data(name, facts);
    summary.note(
        label
            + " (train "
            + train
            + ", validation "
            + validation
            + (test.most == 0 ? ")" : ", test " + test + ")"));
  }
}
