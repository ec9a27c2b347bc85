package org.moreau.cli.study;

import java.util.List;
import org.moreau.data.SequenceSet;
import org.moreau.engine.Check;
import org.moreau.model.SequenceClassifier;

/** The settings that all comparisons on sequences of frames have. */
public record RecurrentConfig(
    @Setting(
            "methods to compare; lstm or gru, where the others start, is always trained; the default"
                + " is all of the cell")
        List<String> methods,
    @Setting("cell of the recurrent layer (paper: lstm)") RecurrentCell cell,
    @Setting("training sequences, drawn by the seed; 0 for all") int sequences,
    @Setting("filters of the convolution (default: the paper's)") int filters,
    @Setting(
            "width of the convolution in frames (default: the paper's); an even one looks one frame"
                + " further ahead than back")
        int kernel,
    @Setting("hidden units of the recurrent layer (default: the paper's)") int hidden,
    RecurrentSchedule schedule,
    RobustnessConfig robustness) {
  static final int QUICK_ATTACKED = 100;

  /** Checks what the parts that use them would refuse only later. */
  public RecurrentConfig {
    if (methods.equals(RecurrentCell.LSTM.keys())) {
      methods = cell.keys(); // the default is asked for, whatever the cell
    }
    methods = RecurrentSchedule.methods(methods, cell);
    Check.nonNegative("sequences", sequences);
    Check.positive("filters", filters);
    Check.positive("kernel", kernel);
    Check.positive("hidden", hidden);
  }

  /** For a look, with at most so many training sequences and epochs; 0 leaves all sequences. */
  RecurrentConfig quick(int sequences, int epochs, int extraEpochs) {
    return new RecurrentConfig(
        methods,
        cell,
        this.sequences == 0 || sequences == 0
            ? Math.max(this.sequences, sequences)
            : Math.min(this.sequences, sequences),
        filters,
        kernel,
        hidden,
        schedule.atMost(epochs, extraEpochs),
        robustness.atMost(QUICK_ATTACKED));
  }

  SequenceClassifier.Sizes sizes(SequenceSet set) {
    return new SequenceClassifier.Sizes(
        set.features(), filters, kernel, hidden, set.classes().size());
  }

  /** What the methods are trained with on {@code set}. */
  RecurrentPlan plan(SequenceSet set) {
    return new RecurrentPlan(
        methods,
        cell,
        new RecurrentPlan.Network(filters, hidden, sizes(set).toString()),
        schedule,
        1,
        false);
  }
}
