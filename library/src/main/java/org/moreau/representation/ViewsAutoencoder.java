package org.moreau.representation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.LabelledViews;
import org.moreau.engine.TensorScope;
import org.moreau.model.Mlp;
import org.moreau.multiview.CorrelationLayer;
import org.moreau.multiview.TestMode;

/**
 * Codes from which views that are vectors can be reconstructed: for each view an encoder of ReLU
 * layers, and a decoder of the same layers in reverse, which stands in the place of a head.
 *
 * <p>Source: ProxNet, section 5 (word similarity).
 */
public final class ViewsAutoencoder extends MultiviewNetwork {
  private final SideBySide encoders;
  private final SideBySide decoders;

  /**
   * @param features of each view
   * @param hidden the units of each hidden layer of an encoder
   * @param code the entries of each view's code, h
   * @param method whose proximal layer, if any, joins the codes
   */
  public ViewsAutoencoder(
      List<Integer> features, List<Integer> hidden, int code, MultiviewMethod method) {
    this(
        new SideBySide(
            features.stream().map(width -> new Mlp(layers(width, hidden, code))).toList()),
        new SideBySide(
            features.stream()
                .map(width -> new Mlp(reversed(layers(width, hidden, code))))
                .toList()),
        method.join());
  }

  private ViewsAutoencoder(
      SideBySide encoders, SideBySide decoders, @Nullable CorrelationLayer join) {
    super("ViewsAutoencoder", encoders, null, decoders, join);
    TensorScope.retain(this);
    this.encoders = encoders;
    this.decoders = decoders;
  }

  private static List<Integer> layers(int from, List<Integer> hidden, int to) {
    List<Integer> all = new ArrayList<>(List.of(from));
    all.addAll(hidden);
    all.add(to);
    return all;
  }

  private static List<Integer> reversed(List<Integer> layers) {
    List<Integer> reverse = new ArrayList<>(layers);
    Collections.reverse(reverse);
    return reverse;
  }

  /** The code [n, h] of each view. */
  public List<Tensor> codes(List<Tensor> views) {
    return encoders.of(views);
  }

  /** The code [n, h] of one view where the others are missing. */
  public Tensor codeAlone(int view, Tensor input) {
    return encoders.of(view, input);
  }

  /** The views as decoded from their codes. */
  public List<Tensor> decoded(List<Tensor> codes) {
    return decoders.of(codes);
  }

  /**
   * The mean squared error, [], of the views as decoded from {@code codes}, added over the views.
   */
  public Tensor loss(List<Tensor> codes, List<Tensor> views) {
    return SideBySide.squaredError(decoded(codes), views);
  }

  /**
   * The codes [n, h] of all {@code samples} behind the proximal layer, without gradients, in
   * batches of {@code batchSize} at most, cut evenly, as it matters to {@link TestMode#BATCH}.
   * Leaves the layer dropped.
   */
  public List<Tensor> joinedCodes(
      LabelledViews samples, int batchSize, Device device, TestMode mode) {
    int views = samples.viewNames().size();
    List<List<Tensor>> parts = new ArrayList<>();
    for (int v = 0; v < views; v++) {
      parts.add(new ArrayList<>());
    }
    testMode(mode);
    try (TensorScope all = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (int[] indices : ViewsScores.even(samples.size(), batchSize)) {
        try (TensorScope scope = new TensorScope()) {
          List<Tensor> joined =
              joined(codes(samples.batch(indices, device, ScalarType.Float).views()));
          for (int v = 0; v < views; v++) {
            parts.get(v).add(scope.keep(joined.get(v)));
          }
        }
      }
      return parts.stream()
          .map(part -> torch.cat(new TensorVector(part.toArray(Tensor[]::new)), 0))
          .map(all::keep)
          .toList();
    } finally {
      testMode(TestMode.DROPPED);
    }
  }
}
