package org.moreau.recurrent;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The GRU: r, u = σ(z + q), n = tanh(z_n + r * q_n), s = (1 − u) * n + u * h', h = c; PyTorch's
 * order r, u (its z), n.
 *
 * <p>a_n = (1 − u)(1 − n²), a_r = a_n * q_n * r (1 − r), a_u = u (1 − u)(h' − n).
 */
final class GruCell implements GatedCell, ArrayForm {
  @Override
  public ArrayCell.Kind onArrays() {
    return ArrayGru.KIND;
  }

  @Override
  public int gates() {
    return 3;
  }

  @Override
  public int stateGates() {
    return 3;
  }

  @Override
  public boolean carriesCell() {
    return false;
  }

  @Override
  public Step step(Tensor z, Tensor q, Tensor before) {
    return new Gates(z, q, before);
  }

  private static final class Gates implements Step {
    private final Tensor q; // of the candidate
    private final Tensor r;
    private final Tensor u;
    private final Tensor n;
    private final Tensor difference; // h' − n
    private final Tensor resetSlope;
    private final Tensor updateSlope;
    private final Tensor ofReset;
    private final Tensor ofUpdate;
    private final Tensor ofCandidate;
    private final Tensor oneMinusUpdate;
    private final Tensor candidateSlope;

    Gates(Tensor z, Tensor qAll, Tensor before) {
      TensorVector inputs = z.chunk(3, 1);
      TensorVector products = qAll.chunk(3, 1);
      q = products.get(2);
      r = inputs.get(0).add(products.get(0)).sigmoid_();
      u = inputs.get(1).add(products.get(1)).sigmoid_();
      n = torch.addcmul(inputs.get(2), r, q).tanh_();
      difference = before.sub(n);
      resetSlope = LstmCell.slope(r);
      updateSlope = LstmCell.slope(u);
      oneMinusUpdate = torch.rsub(u, new Scalar(1.0));
      candidateSlope = LstmCell.oneMinusSquare(n);
      ofCandidate = oneMinusUpdate.mul(candidateSlope);
      ofReset = ofCandidate.mul(q).mul_(resetSlope);
      ofUpdate = updateSlope.mul(difference);
    }

    @Override
    public Tensor intermediate() {
      return torch.addcmul(n, u, difference);
    }

    @Override
    public Tensor sensitivities() {
      return LstmCell.sideBySide(ofReset, ofUpdate, ofCandidate);
    }

    @Override
    public Tensor hidden(Tensor state) {
      return state;
    }

    @Override
    public Tensor stateCotangent(Tensor hiddenBar, Tensor state) {
      return hiddenBar;
    }

    @Override
    public Cotangents backward(Tensor sBar, Tensor aBar, Tensor hiddenBar, Tensor state) {
      TensorVector bars = aBar.chunk(3, 1);
      Tensor resetBar = bars.get(0);
      Tensor updateBar = bars.get(1);
      // a_r = a_n * q * r (1 − r): what comes to a_r goes on to a_n, q and r.
      Tensor candidateBar = torch.addcmul(bars.get(2), resetBar.mul(q), resetSlope);
      Tensor nBar =
          torch
              .addcmul(sBar, candidateBar, n, new Scalar(-2.0))
              .mul_(oneMinusUpdate)
              .addcmul_(updateBar, updateSlope, new Scalar(-1.0));
      Tensor sumBar = nBar.mul_(candidateSlope); // of z_n + r * q
      Tensor shared = resetBar.mul(ofCandidate).mul_(resetSlope); // what a_r gives q
      Tensor zReset =
          torch
              .addcmul(
                  sumBar.mul(resetSlope),
                  shared,
                  torch.rsub(r.mul(new Scalar(2.0)), new Scalar(1.0)))
              .mul_(q);
      Tensor zUpdate =
          torch
              .rsub(u.mul(new Scalar(2.0)), new Scalar(1.0))
              .mul_(updateBar)
              .add_(sBar)
              .mul_(difference)
              .addcmul_(candidateBar, candidateSlope, new Scalar(-1.0))
              .mul_(updateSlope);
      Tensor qBar = torch.addcmul(shared, sumBar, r);
      return new Cotangents(
          LstmCell.sideBySide(zReset, zUpdate, sumBar),
          LstmCell.sideBySide(zReset, zUpdate, qBar),
          sBar.mul(u).addcmul_(updateBar, updateSlope));
    }
  }
}
