package org.moreau.representation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.model.Mlp;
import org.moreau.model.ResNet18;
import org.moreau.multiview.CorrelationLayer;

/**
 * Classes from several views of vectors or images: an encoder, a head and, where wanted, a decoder
 * for each view, so that any one of the views can predict.
 */
public final class ViewsClassifier extends MultiviewNetwork {
  private final SideBySide encoders;
  private final SideBySide heads;
  private final @Nullable SideBySide decoders;
  private final Prediction prediction;

  /**
   * The sizes of the networks.
   *
   * @param code the entries of each view's code, d
   * @param head the units of each hidden layer of a head
   */
  public record Sizes(int code, List<Integer> head, int classes) {
    public Sizes {
      head = List.copyOf(head);
    }
  }

  private ViewsClassifier(
      SideBySide encoders,
      SideBySide heads,
      @Nullable SideBySide decoders,
      @Nullable CorrelationLayer join,
      Prediction prediction) {
    super("ViewsClassifier", encoders, heads, decoders, join);
    TensorScope.retain(this);
    this.encoders = encoders;
    this.heads = heads;
    this.decoders = decoders;
    this.prediction = prediction;
  }

  /**
   * For views that are vectors: encoders of ReLU layers, decoders of the same layers in reverse.
   *
   * @param features of each view
   * @param hidden the units of each hidden layer of an encoder; ProxNet's protocol here has two of
   *     256
   */
  public static ViewsClassifier ofVectors(
      List<Integer> features,
      List<Integer> hidden,
      Sizes sizes,
      MultiviewMethod method,
      Prediction prediction) {
    List<Mlp> encoders = new ArrayList<>();
    List<SigmoidHead> heads = new ArrayList<>();
    List<Mlp> decoders = new ArrayList<>();
    for (int width : features) {
      encoders.add(new Mlp(layers(width, hidden, sizes.code)));
      heads.add(new SigmoidHead(sizes.code, sizes.head, sizes.classes));
    }
    if (method.decodes()) { // last, so that all methods of a seed start alike
      for (int width : features) {
        List<Integer> reverse = new ArrayList<>(hidden);
        Collections.reverse(reverse);
        decoders.add(new Mlp(layers(sizes.code, reverse, width)));
      }
    }
    return of(encoders, heads, decoders, method, prediction);
  }

  private static List<Integer> layers(int from, List<Integer> hidden, int to) {
    List<Integer> all = new ArrayList<>(List.of(from));
    all.addAll(hidden);
    all.add(to);
    return all;
  }

  /** For {@code views} views that are square images of {@code side}: ResNet-18 for each view. */
  public static ViewsClassifier ofImages(
      int views, int side, Sizes sizes, MultiviewMethod method, Prediction prediction) {
    List<ResNet18> encoders = new ArrayList<>();
    List<SigmoidHead> heads = new ArrayList<>();
    List<ImageDecoder> decoders = new ArrayList<>();
    for (int i = 0; i < views; i++) {
      encoders.add(new ResNet18(sizes.code));
      heads.add(new SigmoidHead(sizes.code, sizes.head, sizes.classes));
    }
    for (int i = 0; method.decodes() && i < views; i++) {
      decoders.add(new ImageDecoder(sizes.code, side));
    }
    return of(encoders, heads, decoders, method, prediction);
  }

  private static <E extends Network & ImageClassifier, D extends Network & ImageClassifier>
      ViewsClassifier of(
          List<E> encoders,
          List<SigmoidHead> heads,
          List<D> decoders,
          MultiviewMethod method,
          Prediction prediction) {
    return new ViewsClassifier(
        new SideBySide(encoders),
        new SideBySide(heads),
        decoders.isEmpty() ? null : new SideBySide(decoders),
        method.join(),
        prediction);
  }

  /** The code [n, d] of each view. */
  public List<Tensor> codes(List<Tensor> views) {
    return encoders.of(views);
  }

  /** The logits [n, classes] of all views together, from joined codes. */
  public Tensor logits(List<Tensor> codes) {
    return prediction == Prediction.FIRST_VIEW ? heads.of(0, codes.get(0)) : mean(heads.of(codes));
  }

  /** The logits [n, classes] of one view where the others are missing, at test time. */
  public Tensor logitsAlone(int view, Tensor input) {
    return heads.of(view, encoders.of(view, input));
  }

  /** The mean cross-entropy, [], that is learnt from joined codes. */
  public Tensor loss(List<Tensor> codes, Tensor labels) {
    if (prediction == Prediction.LOGIT_AVERAGE) {
      return torch.cross_entropy(logits(codes), labels);
    }
    return mean(
        heads.of(codes).stream().map(logits -> torch.cross_entropy(logits, labels)).toList());
  }

  /**
   * The views as decoded from their codes.
   *
   * @throws IllegalStateException if there are no decoders
   */
  public List<Tensor> decoded(List<Tensor> codes) {
    if (decoders == null) {
      throw new IllegalStateException(
          "there are no decoders; make the network for a method that trains them, such as dccae");
    }
    return decoders.of(codes);
  }

  private static Tensor mean(List<Tensor> tensors) {
    Tensor sum = tensors.get(0);
    for (Tensor next : tensors.subList(1, tensors.size())) {
      sum = sum.add(next);
    }
    return sum.div(new Scalar((double) tensors.size()));
  }
}
