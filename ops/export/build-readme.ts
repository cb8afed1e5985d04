import { exportFiles, type ExportSummary } from './export-layout.ts';

/** What somebody needs to know who has this folder, and nothing else. */
export function buildReadme(about: ExportSummary): string {
  const what = about.matter === null ? 'every matter' : `the matter with the number ${about.matter}`;
  const { documents, table, matters, audit, sums, about: summary } = exportFiles;
  const chain =
    about.matter === null
      ? `Each line carries the
                 SHA-256 of the line before: nothing can be changed or left out without its showing. The last one
                 is number ${about.audit.seq}, ${about.audit.hash}.`
      : `Only what is about
                 this matter. Each line carries the hash of the line before, which may be about another matter: an
                 export of everything has the whole chain.`;
  return `AN EXPORT OF A LAW FIRM'S DOCUMENTS

This folder holds ${what} of the firm's document room, as it was at ${about.madeAt}:
${about.documents} documents in ${about.matters} ${about.matters === 1 ? 'matter' : 'matters'}. No program but those every computer has is needed to read it. It was made by
Strongroom ${about.product}.

What is here

  matters/       The documents as they came, in one folder for each client and in it one for each matter. What was
                 attached to a message, or was inside an archive, lies in a folder named after that, "... - what was
                 in it". An older version has "(version 1)" in its name. A file that needed a password is there as it
                 came, and beside it "(without password)" where somebody had given the password.
                 A file's date is when it was uploaded. Names are as people gave them, except for characters that
                 some systems do not allow in a name; ${documents} has the original.
  ${table}  One line for each document, for a spreadsheet: where it is, what it was called, who uploaded it
                 and when. A cell that would be taken for a formula begins with an apostrophe.
  ${documents} The same, exactly, for a program.
  ${matters}   The matters, and who was allowed and who was forbidden to see them.
  ${audit}    The audit log: who did what and when, one event a line. ${chain}
  ${summary}    What this export is, for a program.
  ${sums}     The checksum of every file here. To prove that all of them are whole, type in this folder:
                     sha256sum --check --quiet ${sums}

What is not here

  Documents in which a virus was found ("quarantined") and those that were deleted: they have a line in
  ${table}, and no file.
  If there is a file ${exportFiles.missing}, it names the documents that could not be read.

These are clients' confidences: keep this folder as you would keep the paper.
`;
}
