package org.moreau.recurrent;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;

/**
 * Adversarial training of a recurrent net: loss(z) + weight · loss(z + e), e = epsilon · g / |g|, g
 * = ∂loss/∂z at the recurrent layer's input z. The norm is taken over each example's whole
 * sequence; e is held constant, and 0 where g is.
 *
 * <p>Costs two passes through the recurrent layer and one through what comes before it.
 *
 * <p>Source: Miyato, Dai and Goodfellow, Adversarial Training Methods for Semi-Supervised Text
 * Classification (2017), equation 4; ProxNet, section 6.4 (AdvLSTM).
 *
 * @param epsilon the length of the perturbation of a sequence, >= 0
 * @param weight of the second loss, >= 0
 */
public record AdversarialLoss(double epsilon, double weight) {
  /** Checks both. */
  public AdversarialLoss {
    Check.nonNegative("epsilon", epsilon);
    Check.nonNegative("weight", weight);
  }

  /**
   * Adds the gradients of the whole loss to those of all parameters, and returns its value.
   *
   * @param z the recurrent layer's input [steps, batch, input] in the graph of what computed it
   * @param loss from z or a perturbed z to the scalar loss
   */
  public double accumulate(Tensor z, UnaryOperator<Tensor> loss) {
    Tensor leaf = z.detach();
    leaf.set_requires_grad(true);
    Tensor clean = loss.apply(leaf);
    clean.backward();
    Tensor adversarial = loss.apply(leaf.add(perturbation(leaf.grad()))).mul(new Scalar(weight));
    adversarial.backward();
    if (z.requires_grad()) {
      z.backward(leaf.grad(), new BoolOptional(), false, new TensorArrayRefOptional());
    }
    return clean.item_double() + adversarial.item_double();
  }

  /** epsilon · g / |g| for each example of g [steps, batch, input]. */
  public Tensor perturbation(Tensor g) {
    long[] stepsAndInput = {0, 2};
    // Divided by its largest entry first, so that the square of a tiny gradient does not vanish.
    Tensor largest = g.abs().amax(stepsAndInput, true);
    Tensor scaled = g.div(largest.add(largest.eq(new Scalar(0))));
    Tensor norm = scaled.square().sum(stepsAndInput, true, null).sqrt();
    return scaled.div(torch.clamp_min(norm, new Scalar(1))).mul(new Scalar(epsilon));
  }
}
