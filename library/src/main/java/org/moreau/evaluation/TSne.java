package org.moreau.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;

/**
 * Exact t-SNE: places points in the plane so that neighbours stay neighbours. Time and memory grow
 * with the square of the number of points; meant for some thousands at most.
 *
 * <p>Source: van der Maaten and Hinton, Visualizing Data using t-SNE (2008).
 */
public final class TSne {
  private static final double EXAGGERATION = 12;
  private static final int LONGEST_EXAGGERATION = 250;
  private static final double SMALLEST_LEARNING_RATE = 50;
  private static final double SMALLEST_GAIN = 0.01;

  private TSne() {}

  /**
   * How to embed.
   *
   * @param perplexity effective number of neighbours, at least 1; where there are fewer than 3
   *     perplexity + 1 points, a third of the number of other points takes its place
   * @param iterations gradient steps; the first third (at most 250) pulls clusters together
   * @param seed fixes the random start and with it the result
   */
  public record Settings(double perplexity, int iterations, long seed) {
    public Settings {
      if (!(perplexity >= 1) || Double.isInfinite(perplexity)) {
        throw new IllegalArgumentException(
            "perplexity must be at least 1 and finite, got " + perplexity);
      }
      Check.positive("iterations", iterations);
    }
  }

  /**
   * Positions [n][2], centred at 0, of {@code points} [n][dimensions].
   *
   * @throws IllegalArgumentException if a value is not finite or the rows differ in length
   */
  public static double[][] embed(double[][] points, Settings settings) {
    double[][] joint = Affinities.joint(points, settings.perplexity());
    double[] positions = descend(joint, settings);
    double[][] result = new double[points.length][2];
    for (int i = 0; i < points.length; i++) {
      result[i][0] = positions[2 * i];
      result[i][1] = positions[2 * i + 1];
    }
    return result;
  }

  private static double[] descend(double[][] joint, Settings settings) {
    int n = joint.length;
    SplittableRandom random = Seeds.random(settings.seed(), "t-sne");
    double[] positions = random.doubles(2L * n).map(u -> 1e-4 * (2 * u - 1)).toArray();
    double[] velocity = new double[2 * n];
    double[] gains = new double[2 * n];
    Arrays.fill(gains, 1);
    double learningRate = Math.max(n / EXAGGERATION / 4, SMALLEST_LEARNING_RATE);
    int exaggerated = Math.min(settings.iterations() / 3, LONGEST_EXAGGERATION);
    StudentGradient gradient = new StudentGradient(joint);
    for (int iteration = 0; iteration < settings.iterations(); iteration++) {
      boolean early = iteration < exaggerated;
      double[] slope = gradient.at(positions, early ? EXAGGERATION : 1);
      double momentum = early ? 0.5 : 0.8;
      for (int k = 0; k < positions.length; k++) {
        boolean onward = (slope[k] > 0) != (velocity[k] > 0);
        gains[k] = onward ? gains[k] + 0.2 : Math.max(gains[k] * 0.8, SMALLEST_GAIN);
        velocity[k] = momentum * velocity[k] - learningRate * gains[k] * slope[k];
        positions[k] += velocity[k];
      }
      centre(positions);
    }
    return positions;
  }

  private static void centre(double[] positions) {
    for (int axis = 0; axis < 2; axis++) {
      double sum = 0;
      for (int k = axis; k < positions.length; k += 2) {
        sum += positions[k];
      }
      double mean = sum / (positions.length / 2.0);
      for (int k = axis; k < positions.length; k += 2) {
        positions[k] -= mean;
      }
    }
  }
}
