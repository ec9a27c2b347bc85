package org.moreau.speech;

/**
 * |X(k)|² for k from 0 to size/2, where X(k) = Σ x(n) exp(−2πi kn / size), by the fast Fourier
 * transform: size log2(size) steps.
 */
final class PowerSpectrum {
  private final int size;
  private final double[] cos;
  private final double[] sin;

  /** For {@code size} samples, a power of 2. */
  PowerSpectrum(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size must be a power of 2, got " + size);
    }
    this.size = size;
    cos = new double[size / 2];
    sin = new double[size / 2];
    for (int i = 0; i < size / 2; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / size);
      sin[i] = -Math.sin(2 * Math.PI * i / size);
    }
  }

  /** Of {@code x}, filled with zeros to the size. */
  double[] of(double[] x) {
    double[] real = new double[size];
    double[] imaginary = new double[size];
    int bits = Integer.numberOfTrailingZeros(size);
    for (int i = 0; i < x.length; i++) {
      real[bits == 0 ? 0 : Integer.reverse(i) >>> (32 - bits)] = x[i];
    }
    for (int half = 1; half < size; half *= 2) {
      int stride = size / (2 * half);
      for (int start = 0; start < size; start += 2 * half) {
        for (int k = 0; k < half; k++) {
          int a = start + k;
          int b = a + half;
          double c = cos[k * stride];
          double s = sin[k * stride];
          double re = real[b] * c - imaginary[b] * s;
          double im = real[b] * s + imaginary[b] * c;
          real[b] = real[a] - re;
          imaginary[b] = imaginary[a] - im;
          real[a] += re;
          imaginary[a] += im;
        }
      }
    }
    double[] power = new double[size / 2 + 1];
    for (int k = 0; k < power.length; k++) {
      power[k] = real[k] * real[k] + imaginary[k] * imaginary[k];
    }
    return power;
  }
}
