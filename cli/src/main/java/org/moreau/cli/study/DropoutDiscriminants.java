package org.moreau.cli.study;

import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.data.LabelledPoints;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.operator.DropoutData;

/**
 * Logistic models of the same points: β with the penalty of dropout (22), and α with a squared norm
 * (24) on the points' images under dropout's proximal map (23).
 *
 * @param images of the points under (23)
 * @param dropoutScores ⟨β, x⟩ of the points
 * @param proxScores ⟨α, z⟩, z the image, or with the script's constants the point itself
 * @param proxScoresOfImages ⟨α, z⟩
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
record DropoutDiscriminants(
    double[][] images,
    double[] beta,
    double[] alpha,
    double[] dropoutScores,
    double[] proxScores,
    double[] proxScoresOfImages) {

  /** Where the paper and its published script differ. */
  enum Constants {
    /** (22) has the weight μ, (24) the weight c = factor λ² μ; images are scored. */
    PAPER,
    /** (22) has the weight μ/2, (24) the weight factor λ² μ / 4; points are scored. */
    SCRIPT
  }

  /** One setting of the figure. */
  record Parameters(double lambda, double mu, double factor) {}

  static DropoutDiscriminants of(LabelledPoints data, Parameters parameters, Constants constants) {
    try (TensorScope scope = new TensorScope()) {
      boolean script = constants == Constants.SCRIPT;
      Tensor x = TensorData.of(data.flat(), data.size(), 2);
      double[] signs = new double[data.size()];
      for (int i = 0; i < signs.length; i++) {
        signs[i] = data.labels()[i] == 1 ? 1 : -1;
      }
      Tensor y = TensorData.of(signs, signs.length);
      DropoutData dropout = new DropoutData(x);
      double mu = parameters.mu * (script ? 0.5 : 1);
      double ridge =
          parameters.factor
              * parameters.lambda
              * parameters.lambda
              * parameters.mu
              * (script ? 0.25 : 1);
      Tensor z = dropout.prox(x, 1 / parameters.lambda);
      double[] beta =
          NewtonFit.minimise(
              2, w -> loss(x, y, w).add(dropout.value(w.unsqueeze(0)).sum().mul(new Scalar(mu))));
      Function<Tensor, Tensor> penalised =
          w -> loss(z, y, w).add(w.square().sum().mul(new Scalar(ridge)));
      double[] alpha = NewtonFit.minimise(2, penalised);
      double[] flat = TensorData.doubles(z);
      double[][] images = new double[data.size()][2];
      for (int i = 0; i < images.length; i++) {
        images[i] = new double[] {flat[2 * i], flat[2 * i + 1]};
      }
      return new DropoutDiscriminants(
          images,
          beta,
          alpha,
          scores(data.points(), beta),
          scores(script ? data.points() : images, alpha),
          scores(images, alpha));
    }
  }

  /** The mean of log(1 + exp(−y ⟨w, x⟩)). */
  private static Tensor loss(Tensor x, Tensor y, Tensor w) {
    return torch.softplus(x.mv(w).mul(y).neg()).mean();
  }

  private static double[] scores(double[][] points, double[] weights) {
    double[] scores = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      scores[i] = points[i][0] * weights[0] + points[i][1] * weights[1];
    }
    return scores;
  }

  /** Pearson's correlation of both discriminants. */
  double correlation() {
    double meanA = mean(dropoutScores);
    double meanB = mean(proxScores);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < dropoutScores.length; i++) {
      double a = dropoutScores[i] - meanA;
      double b = proxScores[i] - meanB;
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
