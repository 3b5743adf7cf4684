/** S3's door: uploads in a bucket. */
export { s3Uploads } from './databases/s3-uploads.ts'
export type { S3UploadsOptions } from './databases/s3-uploads.ts'
