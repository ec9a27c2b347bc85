package org.moreau.representation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.LabelledViews;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.evaluation.PartnerRank;
import org.moreau.multiview.CanonicalCorrelation;
import org.moreau.multiview.LinearCca;
import org.moreau.multiview.TestMode;

/**
 * Codes of two views by reconstruction: what is learnt is to tell the views from their codes, what
 * is wanted are the codes. So they are judged by themselves: projected by linear CCA of the
 * training samples' codes, how well they tell which validation samples belong together.
 */
public final class ReconstructionTask implements MultiviewTask {
  /** The mean reciprocal rank of a sample's other view among all validation samples, times 100. */
  public static final String PARTNER_RANK = "validation_mrr";

  /** The name of the mean squared error of the validation views, added over the views. */
  public static final String RECONSTRUCTION = "validation_reconstruction";

  private final ViewsAutoencoder network;
  private final LabelledViews train;
  private final LabelledViews validation;
  private final Settings settings;
  private final EpochBatches batches;

  /** How it is learnt. */
  public record Settings(int batchSize, long seed, Device device) {}

  /** A task for a network that is on the device of {@code settings}. */
  public ReconstructionTask(
      ViewsAutoencoder network, LabelledViews train, LabelledViews validation, Settings settings) {
    Check.positive("the number of validation samples", validation.size());
    this.batches = new EpochBatches(train.size(), settings.batchSize, settings.seed);
    this.network = network;
    this.train = train;
    this.validation = validation;
    this.settings = settings;
  }

  @Override
  public int steps(int epoch) {
    return batches.of(epoch).size();
  }

  @Override
  public CodedBatch batch(int epoch, int step) {
    return coded(train, batches.of(epoch).get(step));
  }

  private Coded coded(LabelledViews samples, int[] indices) {
    return new Coded(samples.batch(indices, settings.device, ScalarType.Float).views());
  }

  @Override
  public void validation(Consumer<CodedBatch> user) {
    for (int[] indices : ViewsScores.even(validation.size(), settings.batchSize)) {
      try (TensorScope scope = new TensorScope()) {
        user.accept(coded(validation, indices));
      }
    }
  }

  @Override
  public boolean judgesCodes() {
    return true;
  }

  /**
   * {@inheritDoc} The loss is 1 - the mean reciprocal rank.
   *
   * @throws ArithmeticException if the codes of a view are all the same, so that they tell nothing
   */
  @Override
  public Map<String, Double> evaluate() {
    double rank = partnerRank();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(PARTNER_RANK, 100 * rank);
    metrics.put(LOSS, 1 - rank);
    metrics.put(RECONSTRUCTION, reconstruction());
    return metrics;
  }

  private double partnerRank() {
    List<Tensor> known = codes(train);
    List<Tensor> codes = codes(validation);
    LinearCca cca = projection(known);
    return PartnerRank.of(cca.first().of(codes.get(0)), cca.second().of(codes.get(1)))
        .meanReciprocal();
  }

  private List<Tensor> codes(LabelledViews samples) {
    return network.joinedCodes(samples, settings.batchSize, settings.device, TestMode.DROPPED);
  }

  /**
   * The linear CCA of codes, with as many components as they allow.
   *
   * @throws ArithmeticException if the codes of a view are all the same
   */
  public static LinearCca projection(List<Tensor> codes) {
    for (int v = 0; v < codes.size(); v++) {
      double spread = codes.get(v).sub(codes.get(v).mean(0)).abs().max().item_double();
      double size = codes.get(v).abs().max().item_double();
      if (!(spread > 0x1p-20 * size)) {
        throw new ArithmeticException(
            "the codes of view "
                + (v + 1)
                + " have collapsed: none differs from their mean by more than "
                + spread
                + ", where they are up to "
                + size
                + " large");
      }
    }
    return LinearCca.fit(codes.get(0), codes.get(1), CanonicalCorrelation.ALL, 0);
  }

  private double reconstruction() {
    double[] sum = new double[1];
    validation(
        batch ->
            sum[0] += batch.codes().get(0).size(0) * batch.taskLoss(batch.joined()).item_double());
    return sum[0] / validation.size();
  }

  /** A batch of samples. */
  private final class Coded extends EncodedBatch {
    private final List<Tensor> views;

    Coded(List<Tensor> views) {
      super(network);
      this.views = views;
    }

    @Override
    List<Tensor> encode() {
      return network.codes(views);
    }

    @Override
    public Tensor taskLoss(List<Tensor> at) {
      return network.loss(at, views);
    }

    @Override
    public Tensor reconstructionLoss(List<Tensor> at) {
      return network.loss(at, views);
    }
  }
}
