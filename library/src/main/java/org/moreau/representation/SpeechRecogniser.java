package org.moreau.representation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.data.SpeechBatch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.model.Mlp;
import org.moreau.multiview.CorrelationLayer;

/**
 * Labels of speech in two views, what is heard and how it is made: an LSTM encoder, a head and,
 * where wanted, a decoder for each view. The proximal layer joins the codes of all frames of a
 * batch, padding left out. Where a method's heads learn on frozen codes, they see the features of
 * their view beside its code. Parameters start as {@link SpeechStart} says.
 *
 * <p>Source: ProxNet, section 5, speech; connectionist temporal classification: Graves et al.
 * (2006).
 */
public final class SpeechRecogniser extends MultiviewNetwork {
  private static final long MEAN = 1; // of the losses, each divided by its number of labels

  private final SideBySide encoders;
  private final SideBySide heads;
  private final @Nullable SideBySide decoders;
  private final Prediction prediction;
  private final int blank;
  private final boolean headsSeeFeatures;

  /**
   * The sizes of the networks.
   *
   * @param features of a frame in each view
   * @param hidden the units of each of two LSTM layers; the paper has 256
   * @param code the entries of a frame's code, K
   * @param head the units of each of two ReLU layers of a head, and of a decoder; the paper has 256
   *     in heads and states none for decoders
   * @param classes the labels and the blank
   */
  public record Sizes(
      List<Integer> features, int hidden, int code, int head, int classes, int blank) {
    public Sizes {
      features = List.copyOf(features);
      Check.inRange("blank", blank, 0, classes - 1);
    }
  }

  private SpeechRecogniser(
      SideBySide encoders,
      SideBySide heads,
      @Nullable SideBySide decoders,
      @Nullable CorrelationLayer join,
      Prediction prediction,
      int blank,
      boolean headsSeeFeatures) {
    super("SpeechRecogniser", encoders, heads, decoders, join);
    TensorScope.retain(this);
    this.encoders = encoders;
    this.heads = heads;
    this.decoders = decoders;
    this.prediction = prediction;
    this.blank = blank;
    this.headsSeeFeatures = headsSeeFeatures;
  }

  /** A network with random parameters from libtorch's generator. */
  public static SpeechRecogniser of(Sizes sizes, MultiviewMethod method, Prediction prediction) {
    List<SpeechEncoder> encoders = new ArrayList<>();
    List<Mlp> heads = new ArrayList<>();
    List<Mlp> decoders = new ArrayList<>();
    boolean headsSeeFeatures = method.freezesEncoders();
    for (int width : sizes.features) { // first, so that the encoders of all methods start alike
      encoders.add(new SpeechEncoder(width, sizes.hidden, sizes.code));
    }
    for (int width : sizes.features) {
      int seen = sizes.code + (headsSeeFeatures ? width : 0);
      heads.add(layers(seen, sizes.head, sizes.classes));
    }
    if (method.decodes()) {
      for (int width : sizes.features) {
        decoders.add(layers(sizes.code, sizes.head, width));
      }
    }
    return new SpeechRecogniser(
        new SideBySide(encoders, SpeechEncoder::codes),
        new SideBySide(heads),
        decoders.isEmpty() ? null : new SideBySide(decoders),
        method.join(),
        prediction,
        sizes.blank,
        headsSeeFeatures);
  }

  private static Mlp layers(int from, int hidden, int to) {
    Mlp mlp = new Mlp(List.of(from, hidden, hidden, to));
    SpeechStart.rectified(mlp);
    return mlp;
  }

  private static List<Tensor> views(SpeechBatch batch) {
    return List.of(batch.first(), batch.second());
  }

  /** The code [frames, K] of each view; a row for each frame, ordered by time, then by sequence. */
  public List<Tensor> codes(SpeechBatch batch) {
    FrameRows rows = FrameRows.of(batch);
    return encoders.of(views(batch)).stream().map(rows::of).toList();
  }

  /**
   * The scores [time, batch, classes], zeros in the padding, of both views together or of the first
   * one, as {@link Prediction} says, from joined codes.
   */
  public Tensor scores(List<Tensor> codes, SpeechBatch batch) {
    FrameRows rows = FrameRows.of(batch);
    return rows.padded(
        prediction == Prediction.FIRST_VIEW
            ? logits(0, codes.get(0), batch, rows)
            : mean(logits(codes, batch, rows)));
  }

  /** The scores of one view where the other is missing, at test time. */
  public Tensor scoresAlone(int view, SpeechBatch batch) {
    FrameRows rows = FrameRows.of(batch);
    Tensor codes = rows.of(encoders.of(view, views(batch).get(view)));
    return rows.padded(logits(view, codes, batch, rows));
  }

  /**
   * What is learnt from joined codes, []: the mean over the sequences of − log p(labels) / labels,
   * where p is connectionist temporal classification's; infinite if a sequence has too few frames
   * for its labels.
   */
  public Tensor loss(List<Tensor> codes, SpeechBatch batch) {
    if (prediction == Prediction.LOGIT_AVERAGE) {
      return loss(scores(codes, batch), batch);
    }
    FrameRows rows = FrameRows.of(batch);
    return mean(
        logits(codes, batch, rows).stream()
            .map(logits -> loss(rows.padded(logits), batch))
            .toList());
  }

  /** The same of scores [time, batch, classes]. */
  Tensor loss(Tensor scores, SpeechBatch batch) {
    // Not zero where it is infinite: that would hide a network that has diverged.
    return torch.ctc_loss(
        scores.log_softmax(2),
        batch.labels(),
        batch.lengths(),
        batch.labelLengths(),
        blank,
        MEAN,
        false);
  }

  /**
   * The mean squared error, [], of the frames as decoded from their codes, added over the views.
   *
   * @throws IllegalStateException if there are no decoders
   */
  public Tensor reconstructionLoss(List<Tensor> codes, SpeechBatch batch) {
    if (decoders == null) {
      throw new IllegalStateException(
          "there are no decoders; make the network for a method that trains them, such as dccae");
    }
    FrameRows rows = FrameRows.of(batch);
    return SideBySide.squaredError(
        decoders.of(codes), views(batch).stream().map(rows::of).toList());
  }

  /** The class that stands for no label. */
  public int blank() {
    return blank;
  }

  private List<Tensor> logits(List<Tensor> codes, SpeechBatch batch, FrameRows rows) {
    return IntStream.range(0, codes.size())
        .mapToObj(view -> logits(view, codes.get(view), batch, rows))
        .toList();
  }

  private Tensor logits(int view, Tensor codes, SpeechBatch batch, FrameRows rows) {
    return heads.of(
        view,
        headsSeeFeatures
            ? torch.cat(new TensorVector(codes, rows.of(views(batch).get(view))), 1)
            : codes);
  }

  private static Tensor mean(List<Tensor> ofViews) {
    return ofViews.get(0).add(ofViews.get(1)).div(new Scalar(2.0));
  }
}
