package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.data.SequenceSet;
import org.moreau.engine.Check;
import org.moreau.model.SequenceClassifier;

/**
 * The settings that all comparisons of recurrent classifiers have. Those that the paper does not
 * state are to be chosen on validation data; docs/studies says by which commands.
 */
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
    @Setting("sequences in a batch") int batchSize,
    @Setting("learning rate of Adam (paper: 1e-3)") double learningRate,
    @Setting("weight decay, added to the gradient (paper: 1e-4)") double weightDecay,
    @Setting("most epochs of the plain layer (paper: to convergence)") int epochs,
    @Setting("most further epochs of every other method") int extraEpochs,
    @Setting("training ends after so many epochs without a lower validation loss") int patience,
    @Setting(
            "length of adversarial training's perturbation of a sequence, at the recurrent layer's"
                + " input")
        double epsilon,
    @Setting("size delta of the perturbation that the proximal layer guards against") double delta,
    @Setting("weight lambda of staying near the state; only delta^2/lambda matters") double lambda,
    RobustnessConfig robustness) {
  private static final int QUICK_ATTACKED = 100;

  /** Checks what the parts that use them would refuse only later. */
  public RecurrentConfig {
    methods = List.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "methods must name at least one of " + String.join(", ", cell.keys()));
    }
    if (methods.equals(RecurrentCell.LSTM.keys())) {
      methods = cell.keys(); // the default is asked for, whatever the cell
    }
    methods.forEach(cell::named);
    Check.nonNegative("sequences", (double) sequences);
    Check.positive("filters", filters);
    Check.positive("kernel", kernel);
    Check.positive("hidden", hidden);
    Check.positive("batch-size", batchSize);
    Check.positive("learning-rate", learningRate);
    Check.nonNegative("weight-decay", weightDecay);
    Check.positive("epochs", epochs);
    Check.positive("extra-epochs", extraEpochs);
    Check.positive("patience", patience);
    Check.nonNegative("epsilon", epsilon);
    Check.nonNegative("delta", delta);
    Check.positive("lambda", lambda);
    Check.nonNegative("delta^2/lambda", delta * delta / lambda);
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
        batchSize,
        learningRate,
        weightDecay,
        Math.min(this.epochs, epochs),
        Math.min(this.extraEpochs, extraEpochs),
        patience,
        epsilon,
        delta,
        lambda,
        robustness.atMost(QUICK_ATTACKED));
  }

  /** What {@code method} is trained with on {@code set}. */
  RecurrentTraining.Plan plan(RecurrentMethod method, SequenceSet set) {
    return new RecurrentTraining.Plan(
        new SequenceClassifier.Sizes(set.features(), filters, kernel, hidden, set.classes().size()),
        batchSize,
        learningRate,
        weightDecay,
        method.isPlain() ? epochs : extraEpochs,
        patience,
        epsilon,
        delta,
        lambda);
  }

  /** Settings that have no effect, and what they need. */
  Map<String, String> idle() {
    Map<String, String> idle = new LinkedHashMap<>(robustness.idle());
    if (methods.equals(List.of(cell.plain().key()))) {
      idle.put("extra-epochs", "methods besides " + cell.plain().key());
    }
    if (!methods.contains(cell.adversarial().key())) {
      idle.put("epsilon", "methods=" + cell.adversarial().key());
    }
    if (methods.stream().noneMatch(key -> cell.named(key).isProximal())) {
      List.of("delta", "lambda").forEach(key -> idle.put(key, "methods=" + cell.proximal().key()));
    }
    return idle;
  }
}
