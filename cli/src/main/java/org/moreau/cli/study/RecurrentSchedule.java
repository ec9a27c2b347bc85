package org.moreau.cli.study;

import java.util.List;
import org.moreau.engine.Check;

/**
 * How recurrent classifiers of any data are trained. What the paper does not state is to be chosen
 * on validation data; docs/studies says by which commands.
 */
record RecurrentSchedule(
    @Setting("sequences in a batch") int batchSize,
    @Setting("learning rate of Adam (paper: 1e-3, imdb 5e-4)") double learningRate,
    @Setting("learning rate of every other method; 0 for learning-rate (paper: not stated)")
        double extraLearningRate,
    @Setting("weight decay, added to the gradient (paper: 1e-4, imdb not stated)")
        double weightDecay,
    @Setting("most epochs of the plain layer (paper: to convergence)") int epochs,
    @Setting("most further epochs of every other method") int extraEpochs,
    @Setting("training ends after so many epochs without a lower validation loss") int patience,
    @Setting(
            "length of adversarial training's perturbation of a sequence, at the recurrent layer's"
                + " input")
        double epsilon,
    @Setting("size delta of the perturbation that the proximal layer guards against") double delta,
    @Setting("epochs over which delta grows to that; 1 for all of it from the first on")
        int deltaEpochs,
    @Setting("weight lambda of staying near the state; only delta^2/lambda matters")
        double lambda) {
  RecurrentSchedule {
    Check.positive("batch-size", batchSize);
    Check.positive("learning-rate", learningRate);
    Check.nonNegative("extra-learning-rate", extraLearningRate);
    Check.nonNegative("weight-decay", weightDecay);
    Check.positive("epochs", epochs);
    Check.positive("extra-epochs", extraEpochs);
    Check.positive("patience", patience);
    Check.nonNegative("epsilon", epsilon);
    Check.nonNegative("delta", delta);
    Check.positive("delta-epochs", deltaEpochs);
    Check.positive("lambda", lambda);
    Check.nonNegative("delta^2/lambda", delta * delta / lambda);
  }

  /** With at most so many epochs. */
  RecurrentSchedule atMost(int epochs, int extraEpochs) {
    return new RecurrentSchedule(
        batchSize,
        learningRate,
        extraLearningRate,
        weightDecay,
        Math.min(this.epochs, epochs),
        Math.min(this.extraEpochs, extraEpochs),
        patience,
        epsilon,
        delta,
        deltaEpochs,
        lambda);
  }

  /** The list of methods that is asked for, each checked. */
  static List<String> methods(List<String> keys, RecurrentCell cell) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "methods must name at least one of " + String.join(", ", cell.keys()));
    }
    keys.forEach(cell::named);
    return List.copyOf(keys);
  }
}
