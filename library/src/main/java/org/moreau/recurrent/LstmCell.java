package org.moreau.recurrent;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The LSTM: i, f, o = σ(z + q), g = tanh(z + q), s = f * c' + i * g, h = o * tanh(c).
 *
 * <p>a_i = i (1 − i) * g, a_f = f (1 − f) * c', a_g = i * (1 − g²).
 */
final class LstmCell implements GatedCell, ArrayForm {
  @Override
  public ArrayCell.Kind onArrays() {
    return ArrayLstm.KIND;
  }

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public int stateGates() {
    return 3; // i, f, g; the output gate does not enter s
  }

  @Override
  public boolean carriesCell() {
    return true;
  }

  @Override
  public Step step(Tensor z, Tensor q, Tensor before) {
    return new Gates(z.add(q), before);
  }

  private static final class Gates implements Step {
    private final Tensor before;
    private final Tensor i;
    private final Tensor f;
    private final Tensor g;
    private final Tensor o;
    private final Tensor ofInput;
    private final Tensor ofForget;
    private final Tensor ofCandidate;

    Gates(Tensor sum, Tensor before) {
      this.before = before;
      TensorVector gates = sum.chunk(4, 1);
      i = gates.get(0).sigmoid();
      f = gates.get(1).sigmoid();
      g = gates.get(2).tanh();
      o = gates.get(3).sigmoid();
      ofInput = slope(i).mul(g);
      ofForget = slope(f).mul(before);
      ofCandidate = i.mul(oneMinusSquare(g));
    }

    @Override
    public Tensor intermediate() {
      return f.mul(before).addcmul_(i, g);
    }

    @Override
    public Tensor sensitivities() {
      return sideBySide(ofInput, ofForget, ofCandidate);
    }

    @Override
    public Tensor hidden(Tensor state) {
      return o.mul(state.tanh());
    }

    @Override
    public Tensor stateCotangent(Tensor hiddenBar, Tensor state) {
      return hiddenBar.mul(o).mul_(oneMinusSquare(state.tanh()));
    }

    @Override
    public Cotangents backward(Tensor sBar, Tensor aBar, Tensor hiddenBar, Tensor state) {
      TensorVector bars = aBar.chunk(3, 1);
      Tensor inputBar = bars.get(0);
      Tensor forgetBar = bars.get(1);
      Tensor candidateBar = bars.get(2);
      Tensor crossed = slope(i).mul_(oneMinusSquare(g)); // of a_i in z_g and of a_g in z_i
      Tensor zInput = throughGate(ofInput, sBar, inputBar, i).addcmul_(crossed, candidateBar);
      Tensor zForget = throughGate(ofForget, sBar, forgetBar, f);
      Tensor zCandidate =
          sBar.addcmul(g, candidateBar, new Scalar(-2.0))
              .mul_(ofCandidate)
              .addcmul_(crossed, inputBar);
      Tensor zOutput = hiddenBar.mul(state.tanh()).mul_(slope(o));
      Tensor z = sideBySide(zInput, zForget, zCandidate, zOutput);
      return new Cotangents(z, z, sBar.mul(f).addcmul_(forgetBar, slope(f)));
    }

    /** a (s̄ + ā (1 − 2 σ)): the derivative of a_k in z_k is a_k (1 − 2 σ_k). */
    private static Tensor throughGate(Tensor a, Tensor sBar, Tensor aBar, Tensor sigma) {
      return torch.rsub(sigma.mul(new Scalar(2.0)), new Scalar(1.0)).mul_(aBar).add_(sBar).mul_(a);
    }
  }

  static Tensor slope(Tensor sigma) {
    return torch.addcmul(sigma, sigma, sigma, new Scalar(-1.0));
  }

  static Tensor oneMinusSquare(Tensor tanh) {
    return torch.rsub(tanh.square(), new Scalar(1.0));
  }

  static Tensor sideBySide(Tensor... blocks) {
    return torch.cat(new TensorVector(blocks), 1);
  }
}
