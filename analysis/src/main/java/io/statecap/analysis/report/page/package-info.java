/** The HTML page: tables and figures as JSON beside the script that draws them, all in one file. */
package io.statecap.analysis.report.page;
