package org.moreau.data;

import org.moreau.speech.Sound;

/**
 * A recording of a spoken digit.
 *
 * @param index of the recording among those of the same digit by the same speaker
 */
public record SpokenDigit(int digit, String speaker, int index, Sound sound) {}
