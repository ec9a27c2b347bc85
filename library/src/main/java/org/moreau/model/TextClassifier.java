package org.moreau.model;

import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.recurrent.SequenceLayer;

/**
 * Classifies texts: normalised embeddings of their words, a recurrent layer, and of its last valid
 * step a dense layer with ReLU and a linear map. Submodules are called embedding, lstm, dense and
 * fc; the buffer frequencies holds the words' shares of the training texts.
 *
 * <p>Weighted by those, every entry of the embeddings has mean 0 and variance 1, so that the length
 * of a perturbation cannot be made small by large embeddings. The gradient goes through that.
 *
 * <p>Source: ProxNet, section 6.4; Miyato, Dai and Goodfellow, Adversarial Training Methods for
 * Semi-Supervised Text Classification (2017), section 3.
 */
public final class TextClassifier extends Module implements RecurrentClassifier {
  private static final double TINY = 1e-6; // added to the variance: that of a single word is 0

  /**
   * The sizes of a classifier.
   *
   * @param words how many numbers there are for words
   * @param embedding values of a word
   * @param hidden units of the recurrent layer
   * @param dense units of the layer behind it
   */
  public record Sizes(int words, int embedding, int hidden, int dense, int classes) {
    /** Checks that all are positive. */
    public Sizes {
      Check.positive("words", words);
      Check.positive("embedding", embedding);
      Check.positive("hidden", hidden);
      Check.positive("dense", dense);
      Check.positive("classes", classes);
    }
  }

  private final Sizes sizes;
  private final EmbeddingImpl embedding;
  private final Tensor frequencies;
  private final SequenceLayer lstm;
  private final LinearImpl dense;
  private final LinearImpl fc;

  /**
   * A classifier with random parameters from libtorch's generator around {@code layer}.
   *
   * @param frequencies the share of each word in the training texts, which sum to 1
   * @throws IllegalArgumentException if the layer's sizes or the frequencies do not fit
   */
  public <M extends Module & SequenceLayer> TextClassifier(
      Sizes sizes, double[] frequencies, M layer) {
    super("TextClassifier");
    if (layer.inputSize() != sizes.embedding || layer.hiddenSize() != sizes.hidden) {
      throw new IllegalArgumentException(
          "the layer must have "
              + sizes.embedding
              + " inputs and "
              + sizes.hidden
              + " hidden units, got "
              + layer.inputSize()
              + " and "
              + layer.hiddenSize());
    }
    requireShares(frequencies, sizes.words);
    this.sizes = sizes;
    TensorScope.retain(this);
    embedding =
        register_module(
            "embedding", TensorScope.retain(new EmbeddingImpl(sizes.words, sizes.embedding)));
    float[] shares = new float[frequencies.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) frequencies[i];
    }
    try (TensorScope scope = new TensorScope()) {
      this.frequencies =
          TensorScope.own(register_buffer("frequencies", TensorData.of(shares, 1, sizes.words)));
    }
    lstm = register_module("lstm", layer);
    dense = register_module("dense", TensorScope.retain(new LinearImpl(sizes.hidden, sizes.dense)));
    fc = register_module("fc", TensorScope.retain(new LinearImpl(sizes.dense, sizes.classes)));
  }

  private static void requireShares(double[] frequencies, int words) {
    if (frequencies.length != words) {
      throw new IllegalArgumentException(
          "frequencies must be of " + words + " words, got " + frequencies.length);
    }
    double sum = 0;
    for (int i = 0; i < words; i++) {
      sum += Check.nonNegative("frequency of word " + i, frequencies[i]);
    }
    if (!(Math.abs(sum - 1) < 1e-3)) {
      throw new IllegalArgumentException("frequencies must sum to 1, got " + sum);
    }
  }

  /** The sizes it was made with. */
  public Sizes sizes() {
    return sizes;
  }

  @Override
  public Module module() {
    return this;
  }

  @Override
  public SequenceLayer layer() {
    return lstm;
  }

  /** The normalised embeddings [words, embedding]. */
  public Tensor embeddings() {
    Tensor weight = embedding.weight();
    Tensor centred = weight.sub(frequencies.matmul(weight));
    Tensor variance = frequencies.matmul(centred.square());
    return centred.div(variance.add(new Scalar(TINY)).sqrt());
  }

  /** The embedded words [batch, embedding, time] of words [batch, time]. */
  @Override
  public Tensor signal(Tensor words) {
    Check.shape("words", words, -1, -1);
    Tensor byTime = words.t().contiguous();
    return embeddings()
        .index_select(0, byTime.view(-1))
        .view(byTime.size(0), byTime.size(1), sizes.embedding)
        .permute(1, 2, 0);
  }

  @Override
  public Tensor encodeSignal(Tensor embedded) {
    return embedded.permute(2, 0, 1).contiguous();
  }

  @Override
  public Tensor classify(Tensor lastHidden) {
    return fc.forward(dense.forward(lastHidden).relu());
  }
}
