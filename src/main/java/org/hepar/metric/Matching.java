package org.hepar.metric;

import java.util.Map;
import org.hepar.voxel.Components;

/**
 * The rule by which predicted lesions answer to reference lesions and are counted. Counts of different rules have the same
 * names and are different numbers: one prediction that rightly covers three references finds three after Chlebus, one after LiTS.
 */
public sealed interface Matching permits ChlebusMatching, LitsMatching {

    /** Matches and counts; never fails, whichever side is empty. */
    Tally tally(Components references, Components predictions);

    /** The rule by topic and in words. */
    Map<String, String> rules();
}
