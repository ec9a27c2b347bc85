/** What models are judged by, and how their results are shown. */
@NullMarked
package org.moreau.evaluation;

import org.jspecify.annotations.NullMarked;
