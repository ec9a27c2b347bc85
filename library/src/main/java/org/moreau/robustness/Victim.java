package org.moreau.robustness;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/**
 * A batch of sequences and the model that is to be led astray on it. The model must treat examples
 * apart, so put it into evaluation mode.
 *
 * @param logits from sequences [batch, features, time] to [batch, classes]
 * @param inputs [batch, features, time]
 * @param mask 1 where a step may be changed and 0 where it is padding, [batch, 1, time]
 * @param labels int64 [batch], each one of the model's classes
 */
public record Victim(UnaryOperator<Tensor> logits, Tensor inputs, Tensor mask, Tensor labels) {
  public Victim {
    Check.shape("inputs", inputs, -1, -1, -1);
    Check.shape("mask", mask, inputs.size(0), 1, inputs.size(2));
    Check.shape("labels", labels, inputs.size(0));
  }

  /** With steps up to {@code lengths} [batch] to be changed. */
  public static Victim of(
      UnaryOperator<Tensor> logits, Tensor inputs, Tensor lengths, Tensor labels) {
    Check.shape("lengths", lengths, inputs.size(0));
    Tensor step = torch.arange(new Scalar(inputs.size(2)), lengths.options());
    Tensor valid = step.unsqueeze(0).lt(lengths.unsqueeze(1));
    return new Victim(logits, inputs, valid.unsqueeze(1).to(inputs.scalar_type()), labels);
  }

  /**
   * The highest logit of another class − that of the label, [batch] in float64: above 0 the example
   * is misclassified. Unlike the cross-entropy it does not saturate.
   */
  Tensor margin(Tensor x) {
    Tensor all = scores(x);
    Tensor index = labels.unsqueeze(1);
    Tensor own = all.gather(1, index).squeeze(1);
    Tensor others = all.scatter(1, index, new Scalar(Double.NEGATIVE_INFINITY));
    return others.amax(new long[] {1}, false).sub(own);
  }

  /** The logits in float64, once they have the labels' classes. */
  private Tensor scores(Tensor x) {
    Tensor all = Check.shape("logits", logits.apply(x), inputs.size(0), -1);
    Tensor outside = labels.lt(new Scalar(0)).logical_or(labels.ge(new Scalar(all.size(1))));
    if (outside.any().item_bool()) {
      throw new IllegalArgumentException(
          "labels must be from 0 to "
              + (all.size(1) - 1)
              + ", as the model has "
              + all.size(1)
              + " classes, got "
              + labels.masked_select(outside).select(0, 0).item_long());
    }
    return all.to(ScalarType.Double);
  }

  /** The cross-entropy of each example, [batch] in float64. */
  Tensor crossEntropy(Tensor x) {
    Tensor all = scores(x);
    return torch.log_softmax(all, 1).gather(1, labels.unsqueeze(1)).squeeze(1).neg();
  }

  /** The margin at x + δ, without a graph. */
  Tensor marginAt(Tensor delta) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return margin(inputs.add(delta));
    }
  }
}
