package org.moreau.cli.study;

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
    new PartSizes(train.size(), validation.size(), test == null ? 0 : test.size())
        .describe(summary, name, label);
  }
}
