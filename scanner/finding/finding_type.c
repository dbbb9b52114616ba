/* Severity and type of a finding, and the texts that go with a type. */
#include "scanner/finding/finding_parts.h"

bool mgp_detection_is_in_finding(const struct mgp_detection *detection)
{
    return detection->count > 0 && detection->severity != MGP_SEVERITY_NONE;
}

const char *mgp_detection_id(const struct mgp_detection *detection)
{
    return detection->identifier ? detection->identifier->id : detection->custom->id;
}

const char *mgp_detection_title(const struct mgp_detection *detection)
{
    return detection->identifier ? detection->identifier->id : detection->custom->name;
}

enum mgp_severity mgp_report_severity(const struct mgp_report *report)
{
    enum mgp_severity highest = MGP_SEVERITY_NONE;
    if (report->state == MGP_SCAN_SKIPPED) return highest;
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        if (mgp_detection_is_in_finding(detection) && detection->severity > highest)
            highest = detection->severity;
    }
    return highest;
}

bool mgp_report_has_finding(const struct mgp_report *report)
{
    return mgp_report_severity(report) != MGP_SEVERITY_NONE;
}

const char *mgp_severity_name(enum mgp_severity severity)
{
    static const char *const names[] = {"None", "Low", "Medium", "High"};
    return names[severity];
}

/* Titles are Macie's where they have been seen; that of Credentials and all descriptions are Magpie's own. */
static const struct mgp_finding_type types[] = {
    [MGP_CREDENTIALS] = {"SensitiveData:S3Object/Credentials", "The S3 object contains credentials",
                         "The S3 object contains credentials, such as private keys or access keys."},
    [MGP_FINANCIAL_INFORMATION] =
        {"SensitiveData:S3Object/Financial", "The S3 object contains financial information",
         "The S3 object contains financial information, such as bank account numbers or "
         "payment card numbers."},
    [MGP_PERSONAL_INFORMATION] = {"SensitiveData:S3Object/Personal",
                                  "The S3 object contains personal information",
                                  "The S3 object contains personal information, such as full names, national "
                                  "identification numbers or health insurance numbers."},
    [MGP_CUSTOM_IDENTIFIER] =
        {"SensitiveData:S3Object/CustomIdentifier",
         "The S3 object contains text that matches custom data identifier criteria",
         "The S3 object contains text that matches the criteria of one or more custom data "
         "identifiers."},
};

static const struct mgp_finding_type multiple = {
    "SensitiveData:S3Object/Multiple",
    "The S3 object contains multiple categories of sensitive data",
    "The S3 object contains more than one category of sensitive data: credentials, financial information, "
    "personal information or matches of custom data identifiers.",
};

const struct mgp_finding_type *mgp_report_type(const struct mgp_report *report)
{
    const struct mgp_finding_type *found = NULL;
    if (!mgp_report_has_finding(report)) return NULL;
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        if (!mgp_detection_is_in_finding(detection)) continue;
        enum mgp_category category =
            detection->identifier ? detection->identifier->category : MGP_CUSTOM_IDENTIFIER;
        if (found && found != &types[category]) return &multiple;
        found = &types[category];
    }
    return found;
}

const char *mgp_report_finding_type(const struct mgp_report *report)
{
    const struct mgp_finding_type *type = mgp_report_type(report);
    return type ? type->type : NULL;
}

const char *mgp_report_finding_title(const struct mgp_report *report)
{
    const struct mgp_finding_type *type = mgp_report_type(report);
    return type ? type->title : NULL;
}
