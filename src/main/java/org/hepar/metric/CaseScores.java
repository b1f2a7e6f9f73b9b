package org.hepar.metric;

/**
 * All scores of one case, and the contract that made them.
 *
 * @param caseId the patient's id
 * @param contract name of the {@link Contract}
 * @param liver scores of the liver with its lesions (labels 1 and 2 together)
 * @param lesion scores of all lesions of the case as one mask (label 2)
 * @param detection the lesions counted one by one
 */
public record CaseScores(String caseId, String contract, LabelScore liver, LabelScore lesion, Detection detection) {
}
