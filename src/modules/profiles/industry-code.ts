/** GB/T 4754: the section's letter and up to four digits. */
export const industryCode = /^[A-T]\d{0,4}$/;
