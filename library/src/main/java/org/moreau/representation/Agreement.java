package org.moreau.representation;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.multiview.CanonicalCorrelation;
import org.moreau.multiview.CcaLoss;
import org.moreau.multiview.CcaProximalLayer;
import org.moreau.multiview.CorrelationLayer;
import org.moreau.multiview.GccaLoss;
import org.moreau.multiview.GccaProximalLayer;
import org.moreau.multiview.GeneralisedCorrelation;
import org.moreau.multiview.ProximalSettings;

/**
 * How much the codes of views agree: the mean of the {@code components} largest canonical
 * correlations of two views; for more, (m − 1)/(views − 1) for the mean m of the leading
 * eigenvalues of {@link GeneralisedCorrelation}, which for two views would be the same: 1 where all
 * views are equal up to a linear map, at most.
 *
 * @param views how many, at least 2
 * @param components how many correlations count; {@link CanonicalCorrelation#ALL}, for two views
 *     only, for as many as there are
 */
public record Agreement(int views, int components) {
  private static final int TWO = 2;

  public Agreement {
    if (views < TWO) {
      throw new IllegalArgumentException(
          "views must be at least 2, got " + views + "; one has nothing to agree with");
    }
    if (views > TWO || components != CanonicalCorrelation.ALL) {
      Check.positive("components", components);
    }
  }

  /**
   * − the agreement, [], in the type of the codes.
   *
   * @throws IllegalArgumentException if the codes do not fit each other or are not finite
   */
  public Tensor loss(List<Tensor> codes) {
    if (codes.size() != views) {
      throw new IllegalArgumentException(
          "codes must be as many as the " + views + " views, got " + codes.size());
    }
    Tensor loss = views == TWO ? canonical(codes) : generalised(codes);
    return loss.to(codes.get(0).scalar_type());
  }

  private Tensor canonical(List<Tensor> codes) {
    Tensor sum = new CcaLoss(canonical()).of(codes.get(0), codes.get(1));
    return sum.div(new Scalar((double) count(codes)));
  }

  private Tensor generalised(List<Tensor> codes) {
    Tensor apart = new GccaLoss(GeneralisedCorrelation.top(components)).of(codes);
    double most = (double) components * (views - 1); // what it is where nothing agrees
    return apart.div(new Scalar(most)).sub(new Scalar(1.0));
  }

  /** The proximal layer of the sum, undivided, of the correlations. */
  CorrelationLayer layer(ProximalSettings settings) {
    return views == TWO
        ? new CcaProximalLayer(canonical(), settings)
        : new GccaProximalLayer(GeneralisedCorrelation.top(components), settings);
  }

  private CanonicalCorrelation canonical() {
    return components == CanonicalCorrelation.ALL
        ? CanonicalCorrelation.all()
        : CanonicalCorrelation.top(components);
  }

  private long count(List<Tensor> codes) {
    return components == CanonicalCorrelation.ALL
        ? Math.min(codes.get(0).size(1), codes.get(1).size(1))
        : components;
  }
}
