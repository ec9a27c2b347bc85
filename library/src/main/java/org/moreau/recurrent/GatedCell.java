package org.moreau.recurrent;

import org.bytedeco.pytorch.Tensor;

/**
 * A gated recurrent cell, entry by entry: with z = W x + b_ih, q = U h' + b_hh and the state before
 * c', an intermediate state s = φ(z, q, c') and h = ψ(z, q, c). {@link ProxRecurrent} maps s to c =
 * (I + r G Gᵀ)⁻¹ s, G = ∂s/∂x, in between. {@link AutogradCell} needs nothing but φ and ψ.
 *
 * <p>z and q are [batch, gates · hidden], a gate after the other as in PyTorch.
 */
public interface GatedCell {
  /** The number of gates: blocks of rows of the weights. */
  int gates();

  /** How many of them, the first ones, s depends on through z. */
  int stateGates();

  /** Whether the state is carried beside h, as in an LSTM; else h = c, as in a GRU. */
  boolean carriesCell();

  /** One step; called again for the same arguments in backward, without a graph in both. */
  Step step(Tensor z, Tensor q, Tensor before);

  /** What a step computes, and its derivative. */
  interface Step {
    /** s [batch, hidden]. */
    Tensor intermediate();

    /** a_k = ∂s/∂z_k side by side, [batch, stateGates · hidden]. */
    Tensor sensitivities();

    /** h for the state c (or s, where that is shown) [batch, hidden]. */
    Tensor hidden(Tensor state);

    /** The cotangent of that state for the one of h. */
    Tensor stateCotangent(Tensor hiddenBar, Tensor state);

    /** The cotangents of the arguments, for those of s, of the sensitivities and of h. */
    Cotangents backward(
        Tensor intermediateBar, Tensor sensitivitiesBar, Tensor hiddenBar, Tensor state);
  }

  /** Cotangents of z, q and the state before; may share memory. */
  record Cotangents(Tensor z, Tensor q, Tensor before) {}
}
